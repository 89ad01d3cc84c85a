"""Pages. A view reads the request, calls one function, chooses a page; it holds no rule."""
