import BTF
import Bytes

/// What was found on a walk through everything that a table offers.
struct BTFWalk: Equatable {
  var types = 0
  var elements = 0
  var names = 0
  var sum: UInt64 = 0
  var errors = 0

  /// Reads all there is; what cannot be read counts as an error.
  init(_ table: BTFTable) {
    for id in table.ownIDs {
      attempt { walk throws(BTFError) in try walk.visit(table.type(TypeID(id)), of: table) }
    }
    let found = table.search(["int", "long", "task_struct", "x"], .essential)
    elements += found.reduce(0) { $0 + $1.count }
    sum &+= UInt64(table.wordSize ?? 0)
  }

  private mutating func attempt(_ body: (inout BTFWalk) throws(BTFError) -> Void) {
    do throws(BTFError) { try body(&self) } catch {
      errors += 1
      names += error.description.utf8.count
    }
  }

  private mutating func visit(_ type: BTFType, of table: BTFTable) throws(BTFError) {
    types += 1
    sum &+= UInt64(type.kind.rawValue) &+ UInt64(type.statedSize)
    attempt { walk throws(BTFError) in walk.names += try table.name(of: type).utf8.count }
    // Throwing is slow under test: what cannot have a size is asked for it now and then only.
    let isOdd = type.id.rawValue & 31 == 7
    if isOdd || hasSize(type.kind) {
      attempt { walk throws(BTFError) in walk.sum &+= try table.size(of: type.id) }
      attempt { walk throws(BTFError) in walk.sum &+= try table.alignment(of: type.id) }
    }
    attempt { walk throws(BTFError) in
      walk.sum &+= UInt64(try table.resolved(type.id).kind.rawValue)
    }
    if isOdd || type.kind == .int {
      attempt { walk throws(BTFError) in
        walk.sum &+= UInt64(try table.intEncoding(of: type).rawValue)
      }
    }
    if isOdd || type.kind == .array {
      attempt { walk throws(BTFError) in
        walk.sum &+= UInt64(try table.arrayShape(of: type).element.rawValue)
      }
    }
    if isOdd || type.kind == .variable || type.kind == .function {
      attempt { walk throws(BTFError) in walk.sum &+= UInt64(try table.linkage(of: type).rawValue) }
    }
    if isOdd || type.kind == .declarationTag {
      attempt { walk throws(BTFError) in
        walk.sum &+= UInt64(bitPattern: Int64(try table.tagComponent(of: type)))
      }
    }
    // Kinds without elements may claim millions; those with elements have them in the bytes.
    var index = 0
    while index < type.count, hasElements(type.kind) {
      attempt { walk throws(BTFError) in try walk.visitElement(index, of: type, table) }
      index += 1
    }
    let name = Bytes(Array("name".utf8))
    attempt { walk throws(BTFError) in
      walk.elements += try table.firstMember(of: type, from: 0, named: name.span)?.index ?? 0
    }
  }

  private func hasSize(_ kind: TypeKind) -> Bool {
    kind.isComposite || kind.isEnumeration || kind == .array || kind == .typedef || kind == .int
  }

  private func hasElements(_ kind: TypeKind) -> Bool {
    kind.isComposite || kind.isEnumeration || kind == .functionPrototype || kind == .dataSection
  }

  private mutating func visitElement(
    _ index: Int, of type: BTFType, _ table: BTFTable
  ) throws(BTFError) {
    switch type.kind {
    case .struct, .union:
      let member = try table.member(index, of: type)
      sum &+= UInt64(member.bitOffset) &+ UInt64(member.type.rawValue)
      names += try table.name(of: member).utf8.count
    case .enum, .enum64:
      let enumerator = try table.enumerator(index, of: type)
      sum &+= enumerator.value
      names += try table.name(of: enumerator).utf8.count
    case .functionPrototype:
      let parameter = try table.parameter(index, of: type)
      sum &+= UInt64(parameter.type.rawValue)
      names += try table.string(at: parameter.nameOffset).utf8.count
    case .dataSection:
      let variable = try table.sectionVariable(index, of: type)
      sum &+= UInt64(variable.type.rawValue) &+ UInt64(variable.offset)
    default: return
    }
    elements += 1
  }

  /// Reads every record of `.BTF.ext`.
  init(_ ext: BTFExt) {
    for group in ext.functions {
      for index in 0..<group.count {
        attempt { walk throws(BTFError) in
          walk.sum &+= UInt64(try ext.function(index, of: group).type.rawValue)
          walk.elements += 1
        }
      }
    }
    for group in ext.lines {
      for index in 0..<group.count {
        attempt { walk throws(BTFError) in
          let line = try ext.line(index, of: group)
          walk.sum &+= UInt64(line.line &+ line.column) &+ UInt64(line.fileName)
          walk.elements += 1
        }
      }
    }
    for group in ext.relocations {
      for index in 0..<group.count {
        attempt { walk throws(BTFError) in
          let relocation = try ext.relocation(index, of: group)
          walk.sum &+= UInt64(relocation.kind) &+ UInt64(relocation.type.rawValue)
          var copy: [UInt8] = []
          try ext.append(index, of: group, instruction: 1, to: &copy)
          walk.elements += copy.count == group.recordSize ? 1 : 0
        }
      }
    }
  }
}
