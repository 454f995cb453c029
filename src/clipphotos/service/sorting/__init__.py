"""Jobs that plan a sort; `operations` carries it out."""
