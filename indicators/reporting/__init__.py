"""Annual reports, composed as papers: figures already published, declared values, institutions.

No module here counts a person: what is said of young people was released in a bulletin, or is not
said at all.
"""
