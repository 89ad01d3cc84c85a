"""The acts as pages offer them: label, form, effects, and the service that performs each."""
