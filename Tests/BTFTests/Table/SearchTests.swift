import BTF
import Bytes
import TestSupport
import Testing

@Suite struct SearchTests {
  /// A table with one typedef for each name, numbered from 1 on, over its own number.
  private func table(_ names: [String]) throws -> BTFTable {
    var image = BTFImage()
    for name in names { _ = image.typedef(name, 0) }
    return try BTFTable(Bytes(image.make()))
  }

  private func found(
    _ table: BTFTable, _ names: [String], _ match: BTFTable.NameMatch = .exact
  ) -> [[UInt32]] {
    table.search(names, match).map { $0.map(\.rawValue) }
  }

  @Test func severalNamesInOnePass() throws {
    let names = [
      "task_struct", "task", "file", "files_struct", "mm_struct", "inode", "task_struct2",
    ]
    let table = try table(names)
    #expect(found(table, names) == (1...7).map { [$0] })
    #expect(found(table, ["mm_struct", "nothing", "task"]) == [[5], [], [2]])
    // Neither beginnings nor ends nor middles of names are names.
    #expect(
      found(table, ["tas", "struct", "_struct", "files", "ile"]) == [[], [], [], [], []])
    #expect(found(table, []) == [])
  }

  /// The same name asked for twice gives the same twice.
  @Test func aNameThatIsWantedTwice() throws {
    let table = try table(["a", "name"])
    #expect(found(table, ["name", "a", "name"]) == [[2], [1], [2]])
  }

  @Test func shortNames() throws {
    let table = try table(["a", "ab", "b", "abc", "_", "__"])
    #expect(
      found(table, ["a", "ab", "b", "abc", "_", "__", "c", "ac"]) == [
        [1], [2], [3], [4], [5], [6], [], [],
      ])
    #expect(found(table, [""]) == [[]])
  }

  /// Whatever the place in the strings, down to the very last byte.
  @Test func namesAtEveryPlace() throws {
    for padding in 0..<24 {
      for name in ["x", "xy", "xyz", "wxyz", "a_longer_name_than_8"] {
        var image = BTFImage()
        if padding > 0 { image.appendString(String(repeating: "p", count: padding)) }
        _ = image.typedef(name, 0)
        #expect(image.strings.suffix(name.utf8.count + 1) == Array(name.utf8) + [0])
        let table = try BTFTable(Bytes(image.make()))
        for match in [BTFTable.NameMatch.exact, .essential] {
          #expect(found(table, [name], match) == [[1]], "\(name) behind \(padding)")
          #expect(found(table, [name + "y", "p"], match) == [[], []])
        }
      }
    }
  }

  @Test func namesOfOneStringAndSeveralTypes() throws {
    var image = BTFImage()
    let int = image.int("int", 4)
    let structure = image.struct("list", 4, [.init("list", int, at: 0)])
    _ = image.typedef("other", int)
    let alias = image.typedef("list", structure)
    let table = try BTFTable(Bytes(image.make()))
    #expect(found(table, ["list"]) == [[structure, alias]])
    #expect(try table.firstType(named: "list") { $0 == .typedef }?.id.rawValue == alias)
    #expect(try table.firstType(named: "list") { $0 == .enum } == nil)
  }

  /// A table whose strings were not deduplicated.
  @Test func aNameThatStandsTwice() throws {
    var image = BTFImage()
    _ = image.int("int", 4)
    let second = image.appendString("int")
    image.addRaw([second, 8 << 24, 1])
    let table = try BTFTable(Bytes(image.make()))
    #expect(found(table, ["int"]) == [[1, 2]])
  }

  @Test func flavours() throws {
    let table = try table([
      "foo", "foo___bar", "foo___bar___baz", "foo____bar", "a", "a___b", "___x", "x___", "x",
      "foo_bar", "foo___", "b__c",
    ])
    let essential =
      [
        ("foo", [1, 2]), ("foo____bar", [4]), ("a", [5, 6]), ("___x", [7]), ("x___", [8]),
        ("x", [9]),
        ("foo_bar", [10]), ("foo___", [11]), ("b", []), ("b__c", [12]),
      ] as [(String, [UInt32])]
    for (name, ids) in essential {
      #expect(found(table, [name], .essential) == [ids], "\(name)")
    }
    let names = essential.map(\.0)
    #expect(found(table, names, .essential) == essential.map(\.1))
    #expect(found(table, ["foo___bar", "a___b", "foo"]) == [[2], [6], [1]])
  }

  /// `foo___bar___baz` is a flavour of `foo___bar`, which is itself a flavour of `foo`: two names
  /// are the same kernel type only when their essential parts are equal.
  @Test func anEssentialPartThatLooksLikeAFlavour() throws {
    let table = try table(["foo", "foo___bar", "foo___bar___baz", "foo___bar___qux"])
    #expect(found(table, ["foo___bar"], .essential) == [[3, 4]])
  }

  /// Hundreds of names, all of them wanted: found once each, with their flavours.
  @Test func manyNames() throws {
    let names = (0..<400).map { $0.isMultiple(of: 2) ? "name_\($0)" : "\($0 * 7919)_name" }
    let table = try table(names + names.map { $0 + "___old" })
    let found = table.search(names, .essential)
    let isRight = found.indices.allSatisfy {
      found[$0] == [TypeID(UInt32($0) + 1), TypeID(UInt32($0) + 401)]
    }
    #expect(isRight)
    #expect(table.search(names).allSatisfy { $0.count == 1 })
  }

  @Test func aTableWithoutTypes() throws {
    let table = try BTFTable(Bytes(BTFImage().make()))
    #expect(found(table, ["a", "b"], .essential) == [[], []])
  }
}
