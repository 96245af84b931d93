import Bytes
import Testing

@Suite struct RawSpanTests {
  /// Integers of every width at every offset that a span has, and at those around it.
  @Test func loadsOfEveryWidth() {
    let bytes = Bytes((1...16).map { UInt8($0) })
    func check<T: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(_: T.Type) {
      let size = T.bitWidth / 8
      for offset in -2...17 {
        let little = bytes.span.load(T.self, at: offset, swapped: ByteOrder.little.isSwapped)
        let big = bytes.span.load(T.self, at: offset, swapped: ByteOrder.big.isSwapped)
        guard offset >= 0, offset + size <= 16 else {
          #expect(little == nil && big == nil, "\(T.self) at \(offset)")
          continue
        }
        let digits = (0..<size).map { T(offset + $0 + 1) }
        #expect(big == digits.reduce(0) { size == 1 ? $1 : $0 << 8 | $1 })
        #expect(little == digits.reversed().reduce(0) { size == 1 ? $1 : $0 << 8 | $1 })
      }
    }
    check(UInt8.self)
    check(UInt16.self)
    check(UInt32.self)
    check(UInt64.self)
  }

  @Test func anEmptySpanHasNothing() {
    let bytes = Bytes([])
    let byte: UInt8? = bytes.span.load(at: 0)
    let length = bytes.span.lengthOfCString(at: 0)
    let part = bytes.span.part(at: 0, count: 0)?.byteCount
    #expect(byte == nil && length == nil && part == 0)
    #expect(bytes.count == 0 && bytes.array == [] && bytes.text == "")
  }

  @Test func partsStayInside() {
    let bytes = Bytes(Array(0..<10))
    let counts = [
      (0, 10), (10, 0), (3, 4), (0, 11), (11, 0), (-1, 1), (1, -1), (.max, 1), (1, .max),
    ]
    .map { bytes.span.part(at: $0.0, count: $0.1)?.byteCount }
    #expect(counts == [10, 0, 4, nil, nil, nil, nil, nil, nil])
    let part = bytes.span.part(at: 3, count: 2)?.array
    #expect(part == [3, 4])
  }

  @Test func equality() {
    let pairs: [([UInt8], [UInt8], Bool)] = [
      ([], [], true), ([1], [1], true), ([1], [2], false), ([1, 2], [1], false),
      ([1, 2, 3], [1, 2, 4], false), ([0, 0], [0, 0], true),
    ]
    for (a, b, isEqual) in pairs {
      let (first, second) = (Bytes(a), Bytes(b))
      let result = first.span.elementsEqual(second.span)
      #expect(result == isEqual)
    }
  }

  @Test func textThatIsNotUTF8IsMended() {
    #expect(Bytes([0x61, 0xff, 0x62]).text == "a\u{fffd}b")
    #expect(Bytes(Array("é".utf8)).text == "é")
  }

  @Test func orders() {
    #expect(ByteOrder.host.isSwapped == false)
    #expect(ByteOrder.little.isSwapped != ByteOrder.big.isSwapped)
  }
}
