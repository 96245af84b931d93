import Bytes

extension ProgramPlan {
  /// Records of `.BTF.ext` with instruction numbers of the final program, in the target's byte order.
  ///
  /// Each is a row of words: the instruction first (`struct bpf_func_info`, `struct bpf_line_info`).
  public struct InfoRecords: Sendable, Hashable {
    /// The bytes of one record.
    public internal(set) var recordSize: Int
    /// The records one behind the other.
    public internal(set) var bytes: [UInt8]
    /// The number of records.
    public var count: Int { recordSize == 0 ? 0 : bytes.count / recordSize }

    /// No records.
    static let none = InfoRecords(recordSize: 0, bytes: [])

    /// A word of a record; 0 for one that the record is too short for.
    func word(_ place: Int, of record: Int, _ order: ByteOrder) -> UInt32 {
      guard place * 4 + 4 <= recordSize else { return 0 }
      return unsafe bytes.span.bytes.load(
        at: record * recordSize + place * 4, swapped: order.isSwapped) ?? 0
    }

    /// Sets a word of a record.
    mutating func setWord(_ place: Int, of record: Int, to word: UInt32, _ order: ByteOrder) {
      guard place * 4 + 4 <= recordSize else { return }
      bytes.store(word: word, at: record * recordSize + place * 4, order)
    }
  }
}
