// The matrix and the kernels that it is made of are part of this module's interface.
@_exported public import BPFObject
