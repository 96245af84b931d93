import BTF
import Bytes
import SystemPackage
import TestSupport
import Testing

/// The running kernel's own types, where it shows them.
@Suite(.timeLimit(.minutes(10))) struct KernelTests {
  @Test(.requires(.kernelBTF))
  func theRunningKernelsTypes() throws {
    let table = try BTFTable(Bytes(mappingConstantFile: "/sys/kernel/btf/vmlinux"))
    #expect(table.count > 20_000)
    #expect(table.wordSize == 8)
    let found = table.search(["task_struct", "file", "int", "no such type"], .essential)
    #expect(found[3].isEmpty && !found[2].isEmpty)
    let task = try #require(
      try found[0].map { try table.type($0) }.first { $0.kind == .struct })
    #expect(try table.name(of: task) == "task_struct")
    #expect(task.statedSize > 1000 && task.count > 50)
    let name = Bytes(Array("comm".utf8))
    let hit = try #require(try table.firstMember(of: task, from: 0, named: name.span, skip: true))
    let comm = try table.member(hit, of: task)
    #expect(try table.size(of: comm.type) == 16)

    var (named, sized, bytes) = (0, 0, 0)
    for id in table.ownIDs {
      let type = try table.type(TypeID(id))
      let length = try table.nameLength(of: type)
      named += length > 0 ? 1 : 0
      bytes += length
      switch type.kind {
      case .function, .functionPrototype, .forward: break
      case .int, .struct, .union, .enum, .enum64, .pointer, .array, .float, .dataSection:
        // A pointer's size is not that of what it points to; an array's is.
        _ = try table.size(of: type.id)
        sized += 1
      default: break
      }
    }
    #expect(named > 20_000 && sized > 10_000 && bytes > 200_000)
  }
}

extension BTFTable {
  /// The length of a type's name, without making a string of it.
  func nameLength(of type: BTFType) throws -> Int { try nameBytes(at: type.nameOffset).byteCount }

  /// The index of a named member, anonymous ones passed over.
  func firstMember(
    of type: BTFType, from start: Int, named name: RawSpan, skip: Bool
  ) throws -> Int? {
    var start = start
    while let hit = try firstMember(of: type, from: start, named: name) {
      if !hit.isAnonymous { return hit.index }
      start = hit.index + 1
    }
    return nil
  }
}
