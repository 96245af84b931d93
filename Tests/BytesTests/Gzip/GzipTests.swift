import Bytes
import Testing

/// Compressed data as gzip writes it.
@Suite struct GzipTests {
  /// `printf 'hello hello hello hello\n' | gzip -9n`: one block with the fixed code.
  static let fixed = "1f8b0800000000000203cb48cdc9c957c84027b9000088590b18000000"
  /// Two lines without compression: one stored block.
  static let stored = """
    1f8b080000000000ff03011b00e4ff434f4e4649475f485a3d3235300a434f4e4649475f4250463d790a5a5472be1b\
    000000
    """
  /// 40 lines `CONFIG_OPTION_<7919 i mod 1000>=<y, m or n>`: one block with a code of its own.
  static let dynamic = """
    1f8b08000000000002036d92390ec2500c057b4ef3bd7c2f45aa48a03484829e1340cfed112519da278dec9166ddaf\
    e7edf2d86ff76dbf3ec6f23ead3f4b4b2fcfc35656cbebb0e54cb0910176f6043bc5c1ba19589b0a5653c04a0fb032\
    9a6c51d793ba11d4ad093687830d35eaba523784ba35f872375895a2ae25ef06757352b71d688951d794ba53783659\
    9517abf2c1aa4c59953aab926055c5a89854abfe01bf497d00bd191afe19030000
    """

  static func bytes(_ hex: String) -> [UInt8] {
    let digits = Array(hex.utf8)
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
      UInt8(String(decoding: digits[$0...($0 + 1)], as: UTF8.self), radix: 16)
    }
  }

  static let lines = (0..<40).map {
    "CONFIG_OPTION_\($0 * 7919 % 1000)=\(["y", "m", "n"][$0 % 3])\n"
  }

  @Test(arguments: [
    (fixed, "hello hello hello hello\n"), (stored, "CONFIG_HZ=250\nCONFIG_BPF=y\n"),
    (dynamic, lines.joined()),
  ])
  func everyKindOfBlock(hex: String, text: String) throws {
    let bytes = Bytes(GzipTests.bytes(hex))
    #expect(bytes.isGzip)
    #expect(try bytes.decompressed(limit: 1 << 20).text == text)
  }

  @Test func theHeaderMayHoldMore() throws {
    var bytes = GzipTests.bytes(GzipTests.fixed)
    bytes[3] = 4 | 8 | 16 | 2
    let extra: [UInt8] = [3, 0, 1, 2, 3] + Array("name\0".utf8) + Array("comment\0".utf8) + [0, 0]
    bytes.insert(contentsOf: extra, at: 10)
    #expect(try Bytes(bytes).decompressed(limit: 100).text == "hello hello hello hello\n")
  }

  @Test func tooMuchIsRefused() throws {
    let bytes = Bytes(GzipTests.bytes(GzipTests.fixed))
    let error = #expect(throws: GzipError.self) { try bytes.decompressed(limit: 23) }
    #expect(error?.description == "more than 23 bytes")
    #expect(try bytes.decompressed(limit: 24).count == 24)
  }

  @Test func otherFilesAreRefused() {
    #expect(!Bytes([]).isGzip)
    #expect(!Bytes(Array("CONFIG_HZ=250".utf8)).isGzip)
    #expect(throws: GzipError.self) { try Bytes([]).decompressed(limit: 1) }
  }

  /// Cut or changed anywhere, data gives an error and never a trap or other bytes.
  @Test(arguments: [fixed, stored, dynamic])
  func damage(hex: String) throws {
    let bytes = GzipTests.bytes(hex)
    let intact = try Bytes(bytes).decompressed(limit: 1 << 16).array
    for count in bytes.indices {
      #expect(throws: GzipError.self) {
        try Bytes(Array(bytes[..<count])).decompressed(limit: 1 << 16)
      }
    }
    for place in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[place] ^= 1 << bit
        guard let result = try? Bytes(damaged).decompressed(limit: 1 << 16) else { continue }
        // Time, level and system stand in the header and change nothing.
        #expect(result.array == intact, "bit \(bit) of byte \(place)")
      }
    }
  }
}
