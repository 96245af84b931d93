import CORE

// What an instruction does, by the short names that its execution is written with.
typealias Operation = Instruction.Operation
typealias Width = Instruction.Width
typealias Register = Instruction.Register
typealias Operand = Instruction.Operand
typealias Address = Instruction.Address
typealias Comparison = Instruction.Comparison
typealias AccessSize = Instruction.AccessSize
typealias WideConstant = Instruction.WideConstant
typealias ArithmeticOperator = Instruction.ArithmeticOperator
typealias ByteSwap = Instruction.ByteSwap
