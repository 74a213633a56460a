"""A table of a million patents, read in columns and stored by ADBC; needs the extra ``bulk``.

``blocks``   the bytes of a file → columns of cells, and the records that columns cannot show
``columns``  cells → values, for all that can be vouched for in columns
``reading``  both together, and what is left to ``sources.table_rows``, row by row
``known``    which of the rows tell something new
``writer``   a process of its own, which alone writes; ``writing`` is its other end
``service``  the import as an act
"""
