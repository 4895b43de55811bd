"""What can be found of a company: an index card for each thing, renewed together with the thing."""
