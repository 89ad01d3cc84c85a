"""The copy of everything held about one person, given to that person (RGPD art. 15)."""
