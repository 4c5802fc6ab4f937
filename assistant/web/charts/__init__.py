"""Charts as SVG: values in, drawing out."""
