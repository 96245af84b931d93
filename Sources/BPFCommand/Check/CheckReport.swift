import BPFObject
import SystemPackage

/// Objects held against kernels.
struct CheckReport: Report, Sendable {
  /// An object and what came of it.
  struct Entry: Sendable {
    let file: String
    let matrix: Result<RelocationMatrix, ObjectError>

    /// The file's name without its folders.
    var name: String { FilePath(file).lastComponent?.string ?? file }
  }

  let kernels: [RecordedKernel]
  let entries: [Entry]

  /// Checks the objects, several at a time.
  init(
    objects: [String], kernels: [RecordedKernel], allowances: [String], programs: Set<String>?
  ) async {
    self.kernels = kernels
    entries = await withTaskGroup(of: (Int, Entry).self) { group in
      for (number, object) in objects.enumerated() {
        group.addTask {
          let matrix = Result { () throws(ObjectError) in
            let matrix = try RelocationMatrix(
              object: FilePath(object), kernels: kernels, programs: programs)
            return allowances.reduce(matrix) { $0.allowing(missing: $1) }
          }
          return (number, Entry(file: object, matrix: matrix))
        }
      }
      var entries: [(Int, Entry)] = []
      for await entry in group { entries.append(entry) }
      return entries.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  /// The objects that could not be checked.
  var failures: [(object: String, error: ObjectError)] {
    entries.compactMap { entry in
      if case .failure(let error) = entry.matrix { (entry.file, error) } else { nil }
    }
  }

  /// What may be missing, but breaks no object.
  var unusedAllowances: [String] {
    let unused = entries.compactMap { try? Set($0.matrix.get().unusedAllowances) }
    guard let first = unused.first else { return [] }
    return unused.dropFirst().reduce(first) { $0.intersection($1) }.sorted()
  }

  /// Whether an object will not load on some kernel, or could not be checked.
  var isBroken: Bool {
    entries.contains { entry in
      switch entry.matrix {
      case .success(let matrix): !matrix.broken.isEmpty
      case .failure: true
      }
    }
  }
}
