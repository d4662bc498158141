"""Work spread over processes of this machine or a cluster: the same results in the same order anywhere."""
