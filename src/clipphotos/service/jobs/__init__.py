"""One module a kind of job, each with a generator function that the loop advances step by step."""
