"""Fields that the database never sees in clear.

The value is sealed on the way out (``pre_save``) and opened when the attribute is first read, with
the key of the person the row belongs to. The place of the value (table, column, row, key) is
authenticated: a ciphertext moved elsewhere does not open. The key of the person tells which
ciphertext is in force at each place: a former one, put back, does not open either.
"""

from datetime import date, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.core.exceptions import FieldError, ObjectDoesNotExist, ValidationError
from django.core.validators import EMPTY_VALUES
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F
from django.db.models.query_utils import DeferredAttribute

from confidentiality.encryption import KeyMissing, Tampered, associated_data, seal, unseal

if TYPE_CHECKING:
    from confidentiality.models.keys import PersonKey

    _Base = models.BinaryField
else:

    class _Base(models.BinaryField):
        """The stubs make fields generic (what is set, what is read); Django does not."""

        def __class_getitem__(cls, types: Any) -> type:
            return cls


_ST = TypeVar("_ST", contravariant=True)
_GT = TypeVar("_GT", covariant=True)

# What stands for a clear value where only its presence matters (a constraint « is not null »).
_PRESENT = b"\x00"


class Sealed:
    """A ciphertext as the table holds it: what ``values()`` returns, unreadable without its row."""

    __slots__ = ("token",)

    def __init__(self, token: bytes) -> None:
        self.token = token

    def __repr__(self) -> str:
        return "<valeur chiffrée>"


class _Cell:
    """The value of one field on one instance: sealed, clear, or both once it was opened.

    ``place`` is the associated data under which ``token`` and ``clear`` are known to agree;
    ``given``: assigned here, not read from the table.
    """

    __slots__ = ("clear", "given", "place", "token")

    def __init__(
        self, *, clear: Any = None, token: bytes | None = None, given: bool = False
    ) -> None:
        self.clear = clear
        self.token = token
        self.given = given
        self.place: bytes | None = None

    def __repr__(self) -> str:
        return "<valeur confidentielle>"

    def __reduce__(self) -> tuple[Any, ...]:
        # A cache or a queue must not receive what the table holds encrypted.
        if self.token is not None:
            return _sealed_cell, (self.token,)
        return _clear_cell, (self.clear,)


def _sealed_cell(token: bytes) -> _Cell:
    return _Cell(token=token)


def _clear_cell(clear: Any) -> _Cell:
    return _Cell(clear=clear, given=True)


class EncryptedAttribute(DeferredAttribute):
    """The attribute of an encrypted field: opens on first reading, remembers what was assigned."""

    field: "EncryptedTextField[Any, Any]"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        return self.field.opened(instance)

    def __set__(self, instance: models.Model, value: Any) -> None:
        self.field.assign(instance, value)


class EncryptedTextField(_Base[_ST, _GT]):
    """Text sealed under the key of a person; ``key`` is the path to it from the instance.

    The row needs its primary key before it is saved (UUID). It cannot be filtered on: the
    ciphertext differs at each sealing. ``update()`` and ``bulk_update()`` are refused, for they do
    not know the row. Pages that read many rows must ``select_related`` the key.
    """

    if TYPE_CHECKING:
        # Read by the plugin of the stubs: an attribute of this field is a text.
        _pyi_private_set_type: str
        _pyi_private_get_type: str  # type: ignore[assignment]

    description = "Texte chiffré"
    descriptor_class = EncryptedAttribute
    empty_values = list(EMPTY_VALUES)

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)
        self.key_path = key

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        kwargs["key"] = self.key_path
        # BinaryField writes what differs from its own default, which is the contrary of ours.
        if not kwargs.pop("editable", False):
            kwargs["editable"] = False
        return name, path, args, kwargs

    # From the instance to the table

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | F | None:
        """The ciphertext to write, declared in force in the same transaction.

        A value that was not changed here is left as the table holds it: written again from an
        instance read a moment ago, it could undo what another has written since.
        """
        cell = self._cell(model_instance)
        if not add and not self._must_write(model_instance, cell):
            return F(self.attname)
        if cell is None:
            return None
        # A row copied under another primary key is opened, hence authenticated, before it is
        # written: the ciphertext of the first row would not open in the second.
        clear = self.to_python(self.opened(model_instance))
        key, place = self._key_and_place(model_instance)
        if clear is None:
            cell.token = None
        elif cell.token is None or cell.place != place:
            cell.token = seal(key.data_key(), self.to_text(clear).encode(), place)
        cell.clear, cell.place = clear, place
        key.put_in_force({place: cell.token})
        return None if cell.token is None else Sealed(cell.token)

    def is_changed(self, instance: models.Model) -> bool:
        """Whether ``save`` has something to write here."""
        return self._must_write(instance, self._cell(instance))

    def _must_write(self, instance: models.Model, cell: _Cell | None) -> bool:
        if cell is None:
            return False
        # Opened, then given to another person: sealed again for its new place.
        moved = cell.place is not None and cell.place != self._key_and_place(instance)[1]
        return cell.given or moved

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        if value is None or isinstance(value, Sealed) or hasattr(value, "as_sql"):
            return super().get_db_prep_save(value, connection)
        raise FieldError(
            f"« {self.name} » est chiffré sous la clé d’une personne : "
            "il s’écrit en enregistrant sa ligne, pas par une mise à jour groupée."
        )

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        if value is None:
            return None
        token = value.token if isinstance(value, Sealed) else _PRESENT
        return super().get_db_prep_value(token, connection, prepared)

    def value_to_string(self, obj: models.Model) -> str:
        raise FieldError(f"« {self.name} » est chiffré : il ne se copie pas dans un fichier.")

    # From the table to the instance

    def from_db_value(
        self, value: Any, expression: Any, connection: BaseDatabaseWrapper
    ) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def opened(self, instance: models.Model) -> Any:
        """The clear value, decrypted at the first reading.

        Raises Tampered when the ciphertext was altered, moved, or put back after a change,
        KeyMissing after an erasure.
        """
        cell = self._cell(instance)
        if cell is not None and cell.token is not None and cell.place is None:
            self._open(instance, cell, cell.token)
        return None if cell is None else cell.clear

    def _open(self, instance: models.Model, cell: _Cell, token: bytes) -> None:
        key, place = self._key_and_place(instance)
        clear = self._unsealed(instance, key, place, token)
        if not key.holds(place, token):
            # The row and its key may have been read on both sides of a change: again, together.
            cell.token = self._read_with_key(instance, key)
            if cell.token is None:
                return
            clear = self._unsealed(instance, key, place, cell.token)
            if not key.holds(place, cell.token):
                raise Tampered(
                    f"{self._label(instance)} : une valeur ancienne a été remise à sa place."
                )
        cell.clear, cell.place = self.from_text(clear), place

    def _unsealed(
        self, instance: models.Model, key: "PersonKey", place: bytes, token: bytes
    ) -> str:
        try:
            return unseal(key.data_key(), token, place).decode()
        except Tampered as error:
            raise Tampered(f"{self._label(instance)} : {error}") from None

    def _read_with_key(self, instance: models.Model, key: "PersonKey") -> bytes | None:
        """The ciphertext, with what its key says at the same moment: one statement."""
        rows = type(instance)._base_manager.db_manager(instance._state.db)
        seals = f"{self.key_path.replace('.', '__')}__seals"
        found = rows.filter(pk=instance.pk).values_list(self.attname, seals).first()
        if found is None or found[1] is None:
            raise KeyMissing(f"{self._label(instance)} : effacée depuis sa lecture.")
        key.seals = found[1]
        return None if found[0] is None else found[0].token

    def assign(self, instance: models.Model, value: Any) -> None:
        """Keep a clear value, or a sealed one that comes from the table."""
        cells = instance.__dict__
        cell = cells.get(self.attname)
        if isinstance(value, Sealed):
            cells[self.attname] = _Cell(token=value.token)
        elif value is None and (instance._state.adding or (cell is None and self.attname in cells)):
            cells[self.attname] = None
        # The same text again (``full_clean`` does it) is no change: its ciphertext stays.
        elif cell is None or cell.place is None or cell.clear != value:
            cells[self.attname] = _Cell(clear=value, given=True)

    # Values

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value
        raise ValidationError("Saisissez un texte.", code="invalid")

    def to_text(self, value: Any) -> str:
        """The text that is sealed."""
        return str(value)

    def from_text(self, text: str) -> Any:
        """The value read back from the text that was sealed."""
        return text

    def get_default(self) -> Any:
        default = super().get_default()
        return "" if default == b"" else default

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"max_length": self.max_length, **kwargs})

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(
            f"« {self.name} » est chiffré : cherchez par l’index aveugle, "
            "ou déchiffrez les lignes d’une même collectivité."
        )

    def _check_str_default_value(self) -> list[Any]:
        # BinaryField refuses a text as default; here the clear value is a text.
        return []

    # The place of the value

    def _cell(self, instance: models.Model) -> _Cell | None:
        if self.attname not in instance.__dict__:
            rows = type(instance)._base_manager.db_manager(instance._state.db)
            sealed = rows.values_list(self.attname, flat=True).get(pk=instance.pk)
            self.assign(instance, sealed)
        cell: _Cell | None = instance.__dict__[self.attname]
        return cell

    def _key_and_place(self, instance: models.Model) -> tuple["PersonKey", bytes]:
        try:
            key: PersonKey | None = attrgetter(self.key_path)(instance)
        except ObjectDoesNotExist:
            key = None
        if key is None:
            raise KeyMissing(f"{self._label(instance)} : la clé de la personne est absente.")
        table = instance._meta.db_table
        return key, associated_data(table, str(self.column), str(instance.pk), str(key.pk))

    def _label(self, instance: models.Model) -> str:
        return f"{instance._meta.db_table}.{self.column}, ligne {instance.pk}"


class EncryptedDateField(EncryptedTextField[_ST, _GT]):
    """A date, sealed as ISO 8601 text."""

    if TYPE_CHECKING:
        _pyi_private_set_type: date | str  # type: ignore[assignment]
        _pyi_private_get_type: date  # type: ignore[assignment]

    description = "Date chiffrée"
    empty_strings_allowed = False

    def to_python(self, value: Any) -> Any:
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        raise ValidationError("Saisissez une date au format AAAA-MM-JJ.", code="invalid")

    def to_text(self, value: Any) -> str:
        text: str = value.isoformat()
        return text

    def from_text(self, text: str) -> Any:
        return date.fromisoformat(text)

    def formfield(self, **kwargs: Any) -> Any:
        return models.Field.formfield(self, **{"form_class": forms.DateField, **kwargs})


def forget(row: models.Model) -> None:
    """No value of this row is in force any more: said before the row is deleted alone.

    Copied back from elsewhere, it will not open. Nothing to say when the key goes too.
    """
    for field in row._meta.concrete_fields:
        if isinstance(field, EncryptedTextField):
            key, place = field._key_and_place(row)
            key.put_in_force({place: None})
