"""Addresses of the whole site, in French."""

from django.urls import URLPattern, URLResolver, include, path

from config.views import entry, hats, health, help, home, identity, outbox, rules

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.root, name="root"),
    path("connexion/", entry.sign_in, name="login"),
    path("connexion/demonstration/", entry.demo_sign_in, name="demo_sign_in"),
    path("deconnexion/", entry.sign_out, name="logout"),
    path("bienvenue/", hats.welcome, name="welcome"),
    path("identite/", identity.confirm_identity, name="identity"),
    path("role/", hats.choose_hat, name="choose_hat"),
    path("accueil/", home.home, name="home"),
    path("avis/", home.notices, name="notices"),
    path("sante/", health.health, name="health"),
    path("sante/envois/", outbox.outbox, name="outbox"),
    path("sante/envois/relancer/", outbox.retry, name="outbox_retry"),
    path("sante/envois/abandonner/", outbox.abandon, name="outbox_abandon"),
    path("aide/", help.index, name="help"),
    path("aide/ce-qui-ne-s-ecrit-pas/", help.not_to_write, name="help_not_to_write"),
    path("aide/premiers-pas/", help.first_steps, name="help_first_steps"),
    path("aide/parcours/", rules.paths, name="help_paths"),
    path("aide/nomenclatures/", rules.code_lists, name="help_code_lists"),
    path("aide/qui-lit-quoi/", rules.who_reads, name="help_who_reads"),
    path("aide/refus/", rules.refusals, name="help_refusals"),
    path("aide/raccourcis/", help.shortcuts, name="help_shortcuts"),
    path("donnees-personnelles/", help.personal_data, name="personal_data"),
    path("accessibilite/", help.accessibility, name="accessibility"),
    path("mentions/", help.legal_notice, name="legal_notice"),
    path("", include("veille.urls")),
    path("", include("casework.urls")),
    path("indicateurs/", include("indicators.urls")),
]

# 403 and 404 are Django’s own: they render the templates of the same names, and a page that
# does not exist answers exactly like one that this agent may not see.
handler400 = "config.views.errors.bad_request"
handler500 = "config.views.errors.server_error"
