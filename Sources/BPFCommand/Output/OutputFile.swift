import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Why a result could not be written to a file.
struct OutputFileError: Error, CustomStringConvertible {
  let path: FilePath
  let errno: Errno

  var description: String { "cannot write '\(path)': \(errno)" }
}

/// Writes the result of a command to a file, in place of what it held.
func write(_ bytes: [UInt8], to path: FilePath) throws(OutputFileError) {
  do {
    let file = try FileDescriptor.open(
      path, .writeOnly, options: [.create, .truncate, .closeOnExec],
      permissions: [.ownerReadWrite, .groupRead, .otherRead])
    try file.closeAfter { _ = try file.writeAll(bytes) }
  } catch {
    throw OutputFileError(path: path, errno: error as? Errno ?? .ioError)
  }
}

/// Makes a folder, unless there is one.
func makeFolder(_ path: FilePath) throws(OutputFileError) {
  let result = unsafe path.withPlatformString { unsafe mkdir($0, 0o777) }
  guard result != 0, errno != EEXIST else { return }
  throw OutputFileError(path: path, errno: Errno(rawValue: errno))
}
