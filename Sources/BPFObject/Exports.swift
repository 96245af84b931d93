// The values that an object is made of are part of this module's interface.
@_exported public import BTF
@_exported public import Bytes
@_exported public import CORE
// Paths and error numbers are spoken of in swift-system's types.
@_exported public import SystemPackage
