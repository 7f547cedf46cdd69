import random, ssl, uuid

random.seed(1)
print(random.random(), len(ssl.RAND_bytes(4)), uuid.uuid5(uuid.NAMESPACE_DNS, "a"))
