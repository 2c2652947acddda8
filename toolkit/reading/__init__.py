"""A folder of files, or anything like one, becomes the table `docs`.

Not called `read`: a package of that name would hide the function `toolkit.read`.
"""
