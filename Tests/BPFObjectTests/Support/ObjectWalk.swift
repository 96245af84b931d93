import BPFObject
import Bytes
import CORE

/// Opens the bytes of an object, looks at everything that it offers and prepares it.
struct ObjectWalk: Equatable {
  var isOpen = false
  var isPlanned = false
  var facts = 0
  var error: ObjectError.Code?
  var errorText = 0

  init(_ bytes: [UInt8], _ kernel: TargetKernel) {
    do throws(ObjectError) {
      let object = try ObjectFile(bytes, name: "damaged")
      isOpen = true
      look(at: object)
      // One program at a time: damage in one must not hide the others.
      var names: [Set<String>?] = [nil]
      names += object.programs.prefix(2).map { [$0.name] }
      for selection in names {
        do throws(ObjectError) { try look(at: object.plan(for: kernel, programs: selection)) } catch
        {
          note(error)
        }
      }
    } catch {
      note(error)
    }
  }

  private mutating func note(_ error: ObjectError) {
    self.error = error.code
    errorText += error.description.utf8.count
  }

  private mutating func look(at object: ObjectFile) {
    facts +=
      object.license.utf8.count
    facts += object.sections.count
    for program in object.programs {
      facts += program.instructionCount + program.sectionName.utf8.count
    }
    for map in object.maps {
      facts += map.name.utf8.count + Int(map.keySize) + map.slots.count + map.inner.count
      facts += ((try? object.eventType(of: map)) ?? nil) == nil ? 0 : 1
    }
    for variable in object.variables {
      // A damaged variable may claim gigabytes of zeros, which are made when they are asked for.
      if variable.size < 1 << 20 {
        facts += (try? object.variableBytes(variable.name).count) ?? 0
      }
    }
    for item in object.externs { facts += item.size & 0xff + item.offset & 0xff }
    facts += ((try? object.eventType(named: "event")) ?? nil) == nil ? 0 : 1
    facts += object.needsKernelTypes() ? 1 : 0
    for listing in object.listings() { facts += listing.description.utf8.count }
  }

  private mutating func look(at plan: LoadPlan) {
    isPlanned = true
    for program in plan.programs {
      facts += program.references.count + program.functions.count
      facts += program.lineInfo.count + plan.functionTypes(of: program).count
      facts += program.instructions.encoded(plan.byteOrder).count
      facts += plan.sourceLine(of: 0, in: program)?.text.utf8.count ?? 0
    }
    for listing in plan.listings() { facts += listing.description.utf8.count }
    for map in plan.maps { facts += map.contents?.count ?? 0 }
    for relocation in plan.relocations.prefix(3) {
      facts += plan.specification(of: relocation).utf8.count
      facts += plan.sourceLine(of: relocation)?.line ?? 0
      facts += plan.candidates(of: relocation).count
    }
  }
}
