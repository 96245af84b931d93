import BTF
import Bytes

extension RelocationMatrix {
  /// The same matrix, with something that may be missing.
  ///
  /// - Parameter missing: `TYPE.FIELD`, such as `task_struct.state`, which stands for the field and
  ///   all in it; `TYPE` for the type and all its fields; `ENUM.ENUMERATOR`; or the name of a function,
  ///   hook or tracepoint that programs attach to, of a function or variable of the kernel, or of an
  ///   option. A type's name without a flavour (`___old`) stands for all its flavours.
  public func allowing(missing: String) -> RelocationMatrix {
    var matrix = self
    matrix.allowances.append(missing)
    for index in matrix.rows.indices where matrix.rows[index].need.isNamed(missing) {
      matrix.rows[index].isAllowed = true
    }
    return matrix
  }

  /// What may be missing, but is not: lines of a list that can go.
  public var unusedAllowances: [String] {
    allowances.filter { name in !rows.contains { $0.isBroken && $0.need.isNamed(name) } }
  }
}

extension RelocationMatrix.Need {
  /// Whether a name such as `task_struct.state` stands for the need.
  func isNamed(_ name: String) -> Bool {
    var wanted = name[...]
    for keyword in ["struct ", "union ", "enum ", "typedef "] where wanted.hasPrefix(keyword) {
      wanted = wanted.dropFirst(keyword.count)
    }
    let own = type.split(separator: " ").last.map(String.init) ?? type
    for typeName in [own, EssentialName.of(own)] {
      if wanted == typeName { return true }
      guard wanted.hasPrefix(typeName), let field else { continue }
      var path = wanted.dropFirst(typeName.count)
      if path.hasPrefix("::") {
        path = path.dropFirst(2)
      } else if path.hasPrefix(".") {
        path = path.dropFirst()
      } else if !path.hasPrefix("[") {
        continue
      }
      guard field.hasPrefix(path) else { continue }
      let rest = field.dropFirst(path.count)
      if rest.isEmpty || rest.hasPrefix(".") || rest.hasPrefix("[") { return true }
    }
    return false
  }
}
