"""Tables that are handed in, CSV or XLSX: from the bytes of a file to rows that know their lines."""
