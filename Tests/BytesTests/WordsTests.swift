import Bytes
import Testing

@Suite struct WordsTests {
  @Test func wordsAreAppendedInEitherOrder() {
    var bytes: [UInt8] = [9]
    bytes.append(word: 0x0102_0304, .big)
    bytes.append(word: 0x0102_0304, .little)
    #expect(bytes == [9, 1, 2, 3, 4, 4, 3, 2, 1])
  }

  @Test func wordsAreStoredOnlyWhereTheyFit() {
    var bytes = [UInt8](repeating: 0, count: 6)
    let isStored = bytes.store(word: 0x0102_0304, at: 2, .big)
    #expect(isStored)
    #expect(bytes == [0, 0, 1, 2, 3, 4])
    for offset in [-1, 3, 6, .max, .min] {
      let isStored = bytes.store(word: .max, at: offset, .little)
      #expect(!isStored, "\(offset)")
    }
    #expect(bytes == [0, 0, 1, 2, 3, 4])
    var short: [UInt8] = [1, 2, 3]
    let fits = short.store(word: 0, at: 0, .host)
    #expect(!fits)
    #expect(short == [1, 2, 3])
  }
}
