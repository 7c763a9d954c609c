"""Every address, method and role with nasty values in every field, on a copy thrown away after."""
