// One import gives a program the objects that it loads and the types in them.
@_exported public import BPFObject
