import BTF
import Bytes

/// One side of a relocation: a table, and what is needed to read it and to name it in failures.
struct TypeSource: Sendable {
  /// The object's own types, or those of the target or one of its modules.
  enum Side: Sendable {
    case object, target, module(Int)

    var description: String {
      switch self {
      case .object: "the object's types"
      case .target: "the target's types"
      case .module(let number): "the types of the target's module \(number)"
      }
    }
  }

  let table: BTFTable
  let side: Side
  /// Bytes of a pointer: 8 in BPF, 4 in a kernel of 32 bits.
  let pointerSize: UInt64

  init(object table: BTFTable) {
    self.table = table
    side = .object
    pointerSize = 8
  }

  init(target table: BTFTable) {
    self.table = table
    side = .target
    pointerSize = UInt64(table.wordSize ?? 8)
  }

  init(module table: BTFTable, number: Int, pointerSize: UInt64) {
    self.table = table
    side = .module(number)
    self.pointerSize = pointerSize
  }

  private func fault(_ error: BTFError) -> Fault {
    Fault(.malformedTypes, "\(side.description) are damaged (\(error))", cause: error)
  }

  func type(_ id: TypeID) throws(Fault) -> BTFType {
    do { return try table.type(id) } catch { throw fault(error) }
  }

  /// The type behind typedefs, qualifiers and type tags.
  func resolved(_ id: TypeID) throws(Fault) -> BTFType {
    do { return try table.resolved(id) } catch { throw fault(error) }
  }

  func member(_ index: Int, of type: BTFType) throws(Fault) -> Member {
    do { return try table.member(index, of: type) } catch { throw fault(error) }
  }

  func enumerator(_ index: Int, of type: BTFType) throws(Fault) -> Enumerator {
    do { return try table.enumerator(index, of: type) } catch { throw fault(error) }
  }

  func parameter(_ index: Int, of type: BTFType) throws(Fault) -> Parameter {
    do { return try table.parameter(index, of: type) } catch { throw fault(error) }
  }

  func shape(of array: BTFType) throws(Fault) -> ArrayShape {
    do { return try table.arrayShape(of: array) } catch { throw fault(error) }
  }

  func encoding(of int: BTFType) throws(Fault) -> IntEncoding {
    do { return try table.intEncoding(of: int) } catch { throw fault(error) }
  }

  func size(of id: TypeID) throws(Fault) -> UInt64 { try size(of: type(id)) }

  func size(of type: BTFType) throws(Fault) -> UInt64 {
    do { return try table.size(of: type, pointerSize: pointerSize) } catch { throw fault(error) }
  }

  @_lifetime(borrow self)
  func name(at offset: UInt32) throws(Fault) -> RawSpan {
    do { return try table.nameBytes(at: offset) } catch { throw fault(error) }
  }

  /// The next member, from an index on, that has a name or has none.
  func firstMember(
    of type: BTFType, from start: Int, named name: RawSpan
  ) throws(Fault) -> BTFTable.MemberHit? {
    do { return try table.firstMember(of: type, from: start, named: name) } catch {
      throw fault(error)
    }
  }

  /// The type behind all dimensions of an array.
  func innermostElement(of type: BTFType) throws(Fault) -> BTFType {
    var type = type
    for _ in 0...BTFTable.maximumDepth {
      guard type.kind == .array else { return type }
      type = try resolved(shape(of: type).element)
    }
    throw Fault(.tooComplex, "\(side.description): arrays nest deeper than 32, type \(type.id)")
  }
}
