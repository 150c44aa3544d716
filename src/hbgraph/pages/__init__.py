"""What a page shows, composed from the rows that queries give; no HTML and no HTTP here.

``Reader`` opens a release; ``describe`` turns a thing into a ``Page`` made of ``Fact``s, each of
which names the graphs that state it; ``document`` gives the same thing as RDF.
"""
