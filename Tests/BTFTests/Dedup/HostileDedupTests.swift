import BTF
import Bytes
import TestSupport
import Testing

/// Types that nobody wrote in good faith.
@Suite(.timeLimit(.minutes(5))) struct HostileDedupTests {
  @Test func chainsAndLoops() throws {
    var image = BTFImage()
    // Each pointer to the next one, the last to nothing; and a ring of them.
    for place: UInt32 in 1..<3000 { _ = image.pointer(place + 1) }
    _ = image.pointer(0)
    let start = image.endID
    for place: UInt32 in 0..<999 { _ = image.pointer(start + place + 1) }
    _ = image.pointer(start)
    let result = try BTFTable(Bytes(image.make())).deduplicated()
    // No two of the chain are equal; all of the ring are.
    #expect(result.table.count == 1 + 3000 + 1)
  }

  @Test func typesThatTakeTooLong() throws {
    var image = BTFImage()
    let length: UInt32 = 2000
    for place: UInt32 in 1..<length { _ = image.pointer(place + 1) }
    _ = image.pointer(0)
    let members = (0..<12_000).map { BTFImage.Member("x", 1 + UInt32($0) % length, at: 0) }
    for _ in 0..<2 { _ = image.struct("s", 8, members) }
    let table = try BTFTable(Bytes(image.make()))
    let error = #expect(throws: BTFError.self) { try table.deduplicated() }
    #expect(error?.code == .tooDeep)
  }

  /// What equal types are found among damaged ones is found at once.
  @Test(arguments: ["btf_kinds", "eb/btf_kinds"]) func damagedTables(object: String) throws {
    var (made, refused) = (0, 0)
    for table in try BTFTable.damaged(object, every: 53) {
      do throws(BTFError) {
        let once = try table.deduplicated().table
        #expect(once.count <= table.count)
        #expect(try once.deduplicated().table.bytes.array == once.bytes.array)
        made += 1
      } catch { refused += 1 }
    }
    #expect(made > 5 && refused > 5)
  }
}
