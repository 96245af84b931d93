import Bytes
import ELF

/// What was found on a walk through everything that a file offers.
struct Walk: Equatable {
  var bytes = 0
  var symbols = 0
  var relocations = 0
  var notes = 0
  var names = 0
  var errors = 0

  /// Opens the bytes and reads all there is; what cannot be read counts as an error.
  init(_ image: Bytes) {
    do throws(ELFError) {
      try go(through: ELFFile(image))
    } catch {
      note(error)
    }
  }

  private mutating func note(_ error: ELFError) {
    errors += 1
    names += error.description.utf8.count
  }

  private mutating func attempt(_ body: (inout Walk) throws(ELFError) -> Void) {
    do throws(ELFError) { try body(&self) } catch { note(error) }
  }

  private mutating func go(through file: ELFFile) {
    for section in file.sections {
      names += section.name.utf8.count
      attempt { walk throws(ELFError) in walk.bytes += try file.contents(of: section).count }
      switch section.type {
      case .symbolTable, .dynamicSymbolTable:
        attempt { walk throws(ELFError) in walk.go(through: try file.symbolTable(in: section), file)
        }
      case .relocations, .relocationsWithAddends:
        attempt { walk throws(ELFError) in walk.go(through: try file.relocations(of: section)) }
      case .note:
        attempt { walk throws(ELFError) in walk.go(through: try file.notes(in: section)) }
      default: break
      }
    }
    for segment in file.segments {
      names += file.fileOffset(ofAddress: segment.address) == nil ? 0 : 1
      attempt { walk throws(ELFError) in walk.bytes += try file.contents(of: segment).count }
      attempt { walk throws(ELFError) in walk.go(through: try file.notes(in: segment)) }
    }
    attempt { walk throws(ELFError) in walk.symbols += try file.symbolTable()?.count ?? 0 }
    attempt { walk throws(ELFError) in walk.symbols += try file.dynamicSymbolTable()?.count ?? 0 }
  }

  private mutating func go(through table: SymbolTable, _ file: ELFFile) {
    for symbol in table {
      symbols += file.section(of: symbol) == nil ? 1 : 2
      attempt { walk throws(ELFError) in walk.names += try table.name(of: symbol).utf8.count }
    }
    names += table.symbol(named: "no such name") == nil ? 0 : 1
  }

  private mutating func go(through table: RelocationTable) {
    for relocation in table {
      relocations += 1
      if let symbols = table.symbols {
        names += symbols[relocation.symbolIndex].index == relocation.symbolIndex ? 0 : 1
      }
    }
  }

  private mutating func go(through found: [Note]) {
    for note in found {
      notes += 1
      names += note.name.utf8.count
      bytes += note.descriptor.count
    }
  }
}
