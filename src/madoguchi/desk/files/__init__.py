"""What files may hang on a message: recognised by content, pictures redrawn, names made safe. Pure:
bytes in, bytes out; where they are kept is `kernel.blobs`' affair.
"""
