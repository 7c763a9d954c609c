"""The doors for the browser: HTTP only, one domain call each."""
