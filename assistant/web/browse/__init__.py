"""The pages to read regulations on."""
