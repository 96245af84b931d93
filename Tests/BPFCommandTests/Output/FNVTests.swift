import Testing

@testable import BPFCommand

@Suite struct FNVTests {
  /// The published values of the hash.
  @Test func hashes() {
    #expect(FNV1a([]).value == 0xcbf2_9ce4_8422_2325)
    #expect(FNV1a(Array("a".utf8)).value == 0xaf63_dc4c_8601_ec8c)
    #expect(FNV1a(Array("foobar".utf8)).value == 0x8594_4171_f739_67e8)
  }

  @Test(arguments: [0, 1, 2, 3, 64, 1000, 4097])
  func zerosAreHashedWithoutBeingThere(count: Int) {
    #expect(FNV1a(zeros: count).value == FNV1a([UInt8](repeating: 0, count: count)).value)
  }
}
