import BPFObject
import SystemPackage

/// The kernels that `--btf` names.
struct KernelFiles {
  let paths: [FilePath]

  init(_ paths: [String]) { self.paths = paths.map { FilePath($0) } }

  /// Opens every file and every kernel in every folder.
  func kernels() throws(ObjectError) -> [RecordedKernel] {
    var kernels: [RecordedKernel] = []
    for path in paths {
      do throws(ObjectError) {
        kernels.append(try RecordedKernel(contentsOf: path))
      } catch  where error.code == .unreadable {
        kernels += try [RecordedKernel].recorded(in: path)
      }
    }
    return kernels
  }
}
