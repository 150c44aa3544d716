"""What a release says of itself to those who have never seen it: VoID, DCAT, schema.org, sitemap.

Built beside the store, since a store rewrites the integer types that catalogues prescribe.
"""
