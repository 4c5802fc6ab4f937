"""What programs and the pages' scripts call."""
