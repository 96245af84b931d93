import BTF
import Bytes

/// The names of the variables in data sections' maps.
struct VariableNames {
  private let types: BTFTable?
  private let maps: [MapSpec]
  /// The variables of each map that was asked for, in ascending order of their offsets.
  private var known: [Int: [(offset: UInt32, name: String)]] = [:]

  init(types: BTFTable?, maps: [MapSpec]) {
    self.types = types
    self.maps = maps
  }

  /// What stands at an offset of the value of the map with an index: `counter`, `config+8`, or the
  /// map's name where no variable is known.
  mutating func name(inMap index: Int, at offset: UInt32) -> String? {
    guard maps.indices.contains(index) else { return nil }
    let map = maps[index]
    let variables = known[index] ?? read(map)
    known[index] = variables
    let after = variables.partitionPoint { $0.offset > offset }
    guard after > 0 else { return map.sectionName ?? map.name }
    let (start, name) = variables[after - 1]
    return start == offset ? name : "\(name)+\(offset - start)"
  }

  private func read(_ map: MapSpec) -> [(offset: UInt32, name: String)] {
    guard map.isInternal, let types else { return [] }
    do throws(BTFError) {
      let section = try types.type(map.valueType)
      guard section.kind == .dataSection else { return [] }
      var variables: [(offset: UInt32, name: String)] = []
      for index in 0..<section.count {
        let entry = try types.sectionVariable(index, of: section)
        variables.append((entry.offset, try types.name(of: types.type(entry.type))))
      }
      return variables.sorted { $0.offset < $1.offset }
    } catch {
      // Names are told for people's sake; damage here must not hide the instructions.
      return []
    }
  }
}
