"""Territory, collectivités, cellules de veille, memberships, séances."""
