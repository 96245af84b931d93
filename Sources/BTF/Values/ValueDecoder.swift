import Bytes

/// Turns bytes into values, JSON or text by their BTF type.
///
/// The type is compiled once into a flat plan, so that decoding a record looks at no type, no name
/// and no table any more. Decoding cannot fail: bytes may be fewer than the type's size, as when a
/// program sends only the used part of a trailing array. Then arrays have as many elements as the
/// bytes hold, and whatever lies beyond is absent (`null`). More bytes than the type's size belong
/// to a flexible array at its end, and are passed over where there is none.
///
/// A plan shows at most ``valueLimit`` values of one record; types that have more, which no
/// compiler emits for events, are refused.
public struct ValueDecoder: Sendable {
  /// The type.
  public let type: TypeID
  /// The name of the type, that of the outermost typedef where there is one; empty for an unnamed type.
  public let typeName: String
  /// The size of the type in bytes, without what a flexible array at its end may add.
  public let size: Int

  let nodes: [LayoutNode]
  let enumerators: [LayoutEnumerator]
  /// The JSON texts of members' and enumerators' names.
  let names: [UInt8]
  let swapped: Bool

  /// The most values that are shown of one record.
  public static var valueLimit: Int { 1 << 24 }

  /// Compiles a type.
  ///
  /// - Throws: ``BTFError``: ``BTFError/Code/unsizedType`` for a type that has no values, such as
  ///   `void` or a forward declaration; ``BTFError/Code/tooLarge``, ``BTFError/Code/tooDeep`` for
  ///   what no compiler emits; whatever is wrong with the table.
  public init(_ type: TypeID, in table: BTFTable) throws(BTFError) {
    var compiler = LayoutCompiler(table)
    let size = try compiler.compile(type)
    self.type = type
    typeName = try table.name(of: table.type(type))
    self.size = size
    nodes = compiler.nodes
    enumerators = compiler.enumerators
    names = compiler.names
    swapped = table.byteOrder.isSwapped
  }

  /// The names of the members of a struct or union, those of unnamed members included, in order.
  ///
  /// Empty for any other type. The places of this list are what
  /// ``appendText(ofField:of:to:)`` takes.
  public var fieldNames: [String] { fieldNodes.map { name(of: nodes[$0]) } }

  /// The places of the members' nodes.
  var fieldNodes: [Int] {
    guard let root = nodes.first, root.kind == .composite else { return [] }
    var places: [Int] = []
    var place = 1
    while place < root.end {
      places.append(place)
      place = nodes[place].end
    }
    return places
  }

  /// The name of a member, without the quotes and the colon of its JSON text.
  func name(of node: LayoutNode) -> String {
    guard node.key.count >= 3 else { return "" }
    return String(decoding: names[node.key].dropFirst().dropLast(2), as: UTF8.self)
  }
}
