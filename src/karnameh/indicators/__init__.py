"""What is counted (measures), what is divided by what (catalogue), and the counting itself."""
