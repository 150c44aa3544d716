# The normal form that the constraints are stated for (The RDF Data Cube Vocabulary, section 10).
PREFIX qb: <http://purl.org/linked-data/cube#>

INSERT { ?component qb:componentProperty ?property . ?property a qb:DimensionProperty }
WHERE { ?component qb:dimension ?property } ;

INSERT { ?component qb:componentProperty ?property . ?property a qb:MeasureProperty }
WHERE { ?component qb:measure ?property } ;

INSERT { ?component qb:componentProperty ?property . ?property a qb:AttributeProperty }
WHERE { ?component qb:attribute ?property } ;

INSERT { ?observation a qb:Observation }
WHERE { { ?observation qb:dataSet ?set } UNION { ?slice qb:observation ?observation } } ;

INSERT { ?set a qb:DataSet . ?slice a qb:Slice }
WHERE { ?set qb:slice ?slice } ;

INSERT { ?observation qb:dataSet ?set }
WHERE { ?set qb:slice/qb:observation ?observation FILTER NOT EXISTS { ?observation qb:dataSet ?any } } ;

INSERT { ?observation ?dimension ?value }
WHERE {
  ?slice qb:observation ?observation ; qb:sliceStructure/qb:componentProperty ?dimension ; ?dimension ?value .
}
