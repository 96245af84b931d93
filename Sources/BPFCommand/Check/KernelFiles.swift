import BPFObject
import SystemPackage

/// The kernels that `--btf` names.
struct KernelFiles {
  let paths: [FilePath]

  init(_ paths: [String]) { self.paths = paths.map { FilePath($0) } }

  /// Opens every file, and every kernel in every folder.
  ///
  /// The types of a module belong to the kernel that its name says, `6.12+veth.btf`, or else to the
  /// one before it; they cannot be read without.
  func kernels() throws(ObjectError) -> [RecordedKernel] {
    var kernels: [RecordedKernel] = []
    for path in paths {
      do throws(ObjectError) {
        if let (kernel, module) = KernelFiles.moduleName(path) {
          if let index = kernels.lastIndex(where: { $0.name == kernel }) {
            try KernelFiles.add(path, named: module, to: &kernels[index])
            continue
          }
        }
        kernels.append(try RecordedKernel(contentsOf: path))
      } catch {
        switch error.code {
        case .unreadable: kernels += try [RecordedKernel].recorded(in: path)
        case .malformedBTF where !kernels.isEmpty:
          let name = path.stem ?? ""
          do throws(ObjectError) {
            try KernelFiles.add(path, named: name, to: &kernels[kernels.count - 1])
          } catch _ { throw error }
        default: throw error
        }
      }
    }
    return kernels
  }

  /// Kernel and module in the name of a file such as `6.12+veth.btf`.
  private static func moduleName(_ path: FilePath) -> (kernel: String, module: String)? {
    guard let file = path.lastComponent?.string, file.hasSuffix(".btf") else { return nil }
    let parts = file.dropLast(4).split(separator: "+", maxSplits: 1)
    return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
  }

  /// Adds a module's types, unless they were found beside the kernel's.
  private static func add(
    _ path: FilePath, named name: String, to kernel: inout RecordedKernel
  ) throws(ObjectError) {
    guard !kernel.target.modules.contains(where: { $0.name == name }) else { return }
    let types = try BTFTable(contentsOf: path, base: kernel.target.types)
    kernel.target.modules.append(TargetModule(name: name, types: types))
  }
}
