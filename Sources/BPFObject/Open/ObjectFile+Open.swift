public import Bytes
import ELF
public import SystemPackage

extension ObjectFile {
  /// Opens an object file.
  ///
  /// - Throws: ``ObjectError``; ``ObjectError/Code/unreadable`` when the file cannot be read.
  public init(contentsOf path: FilePath) throws(ObjectError) {
    let bytes: Bytes
    do { bytes = try Bytes(contentsOf: path) } catch {
      throw ObjectError(
        .unreadable, "cannot read '\(path)': \(error)",
        advice: "check the path and its permissions")
    }
    let file = path.lastComponent?.string ?? "object"
    try self.init(bytes, name: String(file.prefix { $0 != "." }))
  }

  /// Opens the bytes of an object file.
  ///
  /// - Parameters:
  ///   - bytes: the ELF file.
  ///   - name: the object's name, from which the maps of data sections get theirs.
  /// - Throws: ``ObjectError``.
  public init(_ bytes: Bytes, name: String) throws(ObjectError) {
    var reader = try ObjectReader(bytes, name: name)
    self = try reader.read()
  }

  /// Opens the bytes of an object file.
  ///
  /// - Throws: ``ObjectError``.
  public init(_ bytes: [UInt8], name: String) throws(ObjectError) {
    try self.init(Bytes(bytes), name: name)
  }
}
