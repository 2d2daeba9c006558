# written with the store
