// Messages of the stubs to plain JSON and back, under the field names of the .proto.
'use strict'
const { messageOf, messages, protobuf } = require('./stubs.cjs')

const named = name => messages.get(name).constructor
const Struct = named('google.protobuf.Struct')
const ListValue = named('google.protobuf.ListValue')
const Value = named('google.protobuf.Value')
const { KindCase } = Value

/** Fields that are not set become null; a Value without a kind and a number that JSON lacks are shown as objects. */
function toJson(message) {
  if (message instanceof Struct) return entriesOf(message.getFieldsMap(), valueToJson)
  if (message instanceof ListValue) return message.getValuesList().map(valueToJson)
  if (message instanceof Value) return valueToJson(message)
  return Object.fromEntries(messageOf(message.constructor).fields.map(field => [field.name, read(message, field)]))
}

function read(message, field) {
  if (field.optional && !message[`has${field.accessor}`]()) return null
  const value = message[`get${field.accessor}`]()
  if (field.label === 'map') return entriesOf(value, plain)
  return Array.isArray(value) ? value.map(plain) : plain(value)
}

function plain(value) {
  if (value instanceof protobuf.Message) return toJson(value)
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
}

function entriesOf(map, convert) {
  const entries = []
  map.forEach((value, key) => entries.push([key, convert(value)]))
  return Object.fromEntries(entries)
}

function valueToJson(value) {
  switch (value.getKindCase()) {
    case KindCase.NULL_VALUE: return null
    case KindCase.BOOL_VALUE: return value.getBoolValue()
    case KindCase.NUMBER_VALUE: return numberToJson(value.getNumberValue())
    case KindCase.STRING_VALUE: return value.getStringValue()
    case KindCase.LIST_VALUE: return toJson(value.getListValue())
    case KindCase.STRUCT_VALUE: return toJson(value.getStructValue())
    default: return { $noKind: true }
  }
}

const numberToJson = number => Number.isFinite(number) ? number : { $number: String(number) }

/** The other way; a name that the message does not have is an error, so that a test cannot send nothing by mistake. */
function toMessage(constructor, json) {
  if (constructor === Struct) return structOf(json)
  if (constructor === Value) return valueOf(json)
  if (constructor === ListValue) return listOf(json)
  const { name: type, fields } = messageOf(constructor)
  const message = new constructor()
  for (const [name, value] of Object.entries(json)) {
    const field = fields.find(known => known.name === name)
    if (!field) throw new Error(`${type} has no field '${name}'`)
    if (value !== null) write(message, field, value)
  }
  return message
}

function write(message, field, value) {
  const convert = item => field.of ? toMessage(field.of, item) : item
  if (field.label === 'map') {
    const map = message[`get${field.accessor}`]()
    for (const [key, item] of Object.entries(value)) map.set(key, convert(item))
  } else {
    message[`set${field.accessor}`](field.label === 'repeated' ? value.map(convert) : convert(value))
  }
}

function structOf(json) {
  const struct = new Struct()
  const map = struct.getFieldsMap()
  for (const [key, item] of Object.entries(json)) map.set(key, valueOf(item))
  return struct
}

function listOf(json) {
  const list = new ListValue()
  list.setValuesList(json.map(valueOf))
  return list
}

function valueOf(json) {
  const value = new Value()
  if (json === null) value.setNullValue(0)
  else if (typeof json === 'boolean') value.setBoolValue(json)
  else if (typeof json === 'number') value.setNumberValue(json)
  else if (typeof json === 'string') value.setStringValue(json)
  else if (Array.isArray(json)) value.setListValue(listOf(json))
  else if (typeof json.$number === 'string') value.setNumberValue(Number(json.$number))
  else if (json.$noKind !== true) value.setStructValue(structOf(json))
  return value
}

/** What an Any of an error holds, if the stubs know its type. */
function anyToJson(any) {
  const typeUrl = any.getTypeUrl()
  const type = typeUrl.slice(typeUrl.lastIndexOf('/') + 1)
  const bytes = any.getValue_asU8()
  const value = messages.has(type) ? toJson(named(type).deserializeBinary(bytes)) : null
  return { type, typeUrl, value, bytes: Buffer.from(bytes).toString('base64') }
}

module.exports = { anyToJson, named, toJson, toMessage }
