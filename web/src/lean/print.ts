/* graphql's printer for documents of operations, without what makes text pleasant to read: the server reads it. */
import type { ASTNode } from 'graphql';

type Nodes = readonly ASTNode[] | undefined;

const each = (nodes: Nodes, by = ' ') => (nodes ?? []).map(print).join(by);
const within = (begin: string, nodes: Nodes, end: string) => nodes?.length ? begin + each(nodes) + end : '';
const also = (before: string, node: ASTNode | undefined) => node ? before + print(node) : '';

export function print(node: ASTNode): string {
    switch (node.kind) {
        case 'Document': return each(node.definitions, '\n');
        case 'OperationDefinition':
            return `${node.operation}${also(' ', node.name)}${within('(', node.variableDefinitions, ')')}${each(node.directives)}${print(node.selectionSet)}`;
        case 'FragmentDefinition':
            return `fragment ${print(node.name)} on ${print(node.typeCondition)}${each(node.directives)}${print(node.selectionSet)}`;
        case 'VariableDefinition': return `${print(node.variable)}:${print(node.type)}${also('=', node.defaultValue)}${each(node.directives)}`;
        case 'SelectionSet': return within('{', node.selections, '}');
        case 'Field':
            return `${node.alias ? `${print(node.alias)}:` : ''}${print(node.name)}${within('(', node.arguments, ')')}${each(node.directives)}` +
                also('', node.selectionSet);
        case 'FragmentSpread': return `...${print(node.name)}${each(node.directives)}`;
        case 'InlineFragment': return `...${also('on ', node.typeCondition)}${each(node.directives)}${print(node.selectionSet)}`;
        case 'Argument': case 'ObjectField': return `${print(node.name)}:${print(node.value)}`;
        case 'Directive': return `@${print(node.name)}${within('(', node.arguments, ')')}`;
        case 'Name': case 'IntValue': case 'FloatValue': case 'EnumValue': return node.value;
        case 'Variable': return `$${print(node.name)}`;
        case 'StringValue': return JSON.stringify(node.value);
        case 'BooleanValue': return String(node.value);
        case 'NullValue': return 'null';
        case 'ListValue': return `[${each(node.values)}]`;
        case 'ObjectValue': return `{${each(node.fields)}}`;
        case 'NamedType': return print(node.name);
        case 'ListType': return `[${print(node.type)}]`;
        case 'NonNullType': return `${print(node.type)}!`;
        default: throw new Error(`no operation has a ${node.kind}`);
    }
}

/** The same, in words about mistakes. */
export const printForError = print;
