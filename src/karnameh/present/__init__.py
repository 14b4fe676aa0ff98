"""What a reader sees: charts, tables, sentences, and the blocks that hold them."""
