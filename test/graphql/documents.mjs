// Documents for a schema, made by chance: valid ones, and with `rate` above 0 those with about one fault in that many choices.
import {
    getNamedType, getNullableType, isAbstractType, isCompositeType, isEnumType, isInputObjectType, isListType, isNonNullType, isObjectType,
    isRequiredArgument, isRequiredInputField, isUnionType,
} from 'graphql';

const SCALARS = {
    Int: ['1', '-2147483648', '0'], Float: ['1.5', '2', '-1e10'], String: ['"a"', '"""b\n  c"""', '"\\u00e9\\n"'], Boolean: ['true', 'false'],
    ID: ['"x"', '7'],
};
const WRONG = ['1', '"x"', 'true', 'RED', 'null', '[1]', '{a: 1}', '2147483648', '1.0', '$nowhere', '[[2]]', '{}', '[{id: 1}]', '""'];

export class Documents {
    constructor(schema, chance, rate = 0) {
        Object.assign(this, { schema, chance, rate });
        this.objects = Object.values(schema.getTypeMap()).filter(type => isCompositeType(type) && !type.name.startsWith('__'));
        this.names = Object.values(schema.getTypeMap()).map(type => type.name);
    }

    fault() { return this.rate > 0 && this.chance.in(this.rate); }

    scalar(type) {
        if (isEnumType(type))
            return this.chance.of(type.getValues()).name;
        return this.chance.of(SCALARS[type.name] ?? ['"x"', '1', '[1, {a: $any}]', '{a: "b"}', 'X'].filter(text => !text.includes('$') || this.fault()));
    }

    variable(type) {
        if (!this.variables)
            return null;
        const known = [...this.variables].filter(([, one]) => one.type === String(type));
        if (known.length && this.chance.in(2))
            return `$${this.chance.of(known)[0]}`;
        const name = this.fault() && this.variables.size ? [...this.variables.keys()][0] : `v${this.count++}`;
        let text = String(type), standard = '';
        if (!isNonNullType(type) && this.chance.in(3))
            text += '!';
        else if (isNonNullType(type) && this.chance.in(6)) {
            text = text.slice(0, -1);
            standard = ` = ${this.value(type.ofType, 3, true)}`;
        }
        if (this.fault())
            text = this.chance.of(['Int', 'String!', '[Int]', 'Nothing', this.chance.of(this.names), `[${text}]`]);
        this.variables.set(name, { type: String(type), text: `$${name}: ${text}${standard}${this.directive('VARIABLE_DEFINITION')}` });
        return `$${name}`;
    }

    value(type, depth = 0, fixed = false) {
        if (this.fault())
            return this.chance.of(WRONG);
        if (!fixed && depth < 3 && this.chance.in(4)) {
            const name = this.variable(type);
            if (name)
                return name;
        }
        if (!isNonNullType(type) && this.chance.in(8))
            return 'null';
        type = getNullableType(type);
        if (isListType(type)) {
            if (this.chance.in(5))
                return this.value(type.ofType, depth + 1, fixed);
            return `[${this.chance.times(3, () => this.value(type.ofType, depth + 1, fixed)).join(', ')}]`;
        }
        return isInputObjectType(type) ? this.object(type, depth, fixed) : this.scalar(type);
    }

    object(type, depth, fixed) {
        let fields = Object.values(type.getFields());
        if (type.isOneOf && !this.fault())
            fields = [this.chance.of(fields)];
        else
            fields = fields.filter(field => (isRequiredInputField(field) && !this.fault()) || (depth < 4 && this.chance.in(2)));
        const parts = fields.map(field => {
            let value = this.value(field.type, depth + 1, fixed);
            if (type.isOneOf && !this.fault() && (value === 'null' || value.startsWith('$')))
                value = this.value(getNullableType(field.type), 9, true).replace('null', '"x"');
            return `${field.name}: ${value}`;
        });
        if (this.fault())
            parts.push(parts[0] ?? 'unknown: 1', 'unknown: 2');
        return `{${parts.join(' ')}}`;
    }

    args(list, fixed = false) {
        const parts = list.filter(arg => (isRequiredArgument(arg) && !this.fault()) || this.chance.in(3))
            .map(arg => `${arg.name}: ${this.value(arg.type, 0, fixed)}`);
        if (this.fault())
            parts.push(this.chance.of([parts[0] ?? 'unknown: 1', 'unknown: RED', 'nothing: $missing']));
        return parts.length ? `(${parts.join(', ')})` : '';
    }

    directive(place) {
        if (this.fault())
            return this.chance.of([' @unknown', ' @skip', ' @include(if: 1)', ' @deprecated', ' @skip(if: true) @skip(if: true)', ' @skip(iff: true)',
                ' @tag(name: "x") @tag', ' @oneOf', ' @once @once']);
        if (this.chance.in(8) && ['FIELD', 'FRAGMENT_SPREAD', 'INLINE_FRAGMENT'].includes(place))
            return ` @${this.chance.of(['skip', 'include'])}(if: ${this.value(this.schema.getDirective('skip').args[0].type).replace('null', 'true')})`;
        const known = this.schema.getDirectives().filter(one => one.locations.includes(place) && !['skip', 'include'].includes(one.name));
        if (!known.length || !this.chance.in(8))
            return '';
        const one = this.chance.of(known);
        return ` @${one.name}${this.args(one.args, place === 'VARIABLE_DEFINITION')}`;
    }

    field(type, depth) {
        const fields = isUnionType(type) ? [] : Object.values(type.getFields());
        const pick = fields.filter(field => depth < 4 || !isCompositeType(getNamedType(field.type)));
        if (!pick.length || this.chance.in(12) || this.fault())
            return this.fault() ? this.chance.of(['nothing', 'id', 'name { id }', '__schema { description }']) : `${this.alias()}__typename`;
        const field = this.chance.of(pick), inner = getNamedType(field.type);
        let set = isCompositeType(inner) ? this.set(inner, depth + 1) : '';
        if (this.fault())
            set = set ? '' : ' { id }';
        return `${this.alias(field)}${field.name}${this.args(field.args)}${this.directive('FIELD')}${set}`;
    }

    // With arguments, a key of its own; else mostly none, so that fields meet.
    alias(field) {
        if (this.fault() || (this.rate && this.chance.in(6)))
            return `${this.chance.of(['a', 'id', 'name', 'x'])}: `;
        return field && (field.args.length || this.chance.in(8) || this.unlike(field)) ? `k${this.count++}: ` : '';
    }

    unlike(field) { return !['id', 'name'].includes(field.name); }

    related(type) {
        if (this.fault())
            return this.chance.of(this.names);
        const possible = isObjectType(type) ? [type] : this.schema.getPossibleTypes(type);
        const fits = this.objects.filter(one => isAbstractType(one) ? this.schema.getPossibleTypes(one).some(each => possible.includes(each)) : possible.includes(one));
        return this.chance.of(fits.length ? fits : this.objects).name;
    }

    selection(type, depth) {
        const kind = this.chance.below(8);
        if (kind < 2 && depth < 6)
            return this.inline(type, depth);
        if (kind === 2 && this.fragments)
            return this.spread(type, depth);
        return this.field(type, depth);
    }

    setOf(name, type, depth) {
        const on = this.schema.getType(name);
        return this.set(on && isCompositeType(on) ? on : type, depth + 1);
    }

    inline(type, depth) {
        if (this.chance.in(3))
            return `...${this.directive('INLINE_FRAGMENT')}${this.set(type, depth + 1)}`;
        const name = this.related(type);
        return `... on ${name}${this.directive('INLINE_FRAGMENT')}${this.setOf(name, type, depth)}`;
    }

    spread(type, depth) {
        if (this.fault())
            return this.chance.of(['...missing', ...[...this.fragments.keys()].map(name => `...${name}`)]);
        if (depth > 4)
            return this.field(type, depth);
        const name = `F${this.fragments.size}`, on = this.related(type);
        this.fragments.set(name, null);
        this.fragments.set(name, `fragment ${name} on ${on}${this.directive('FRAGMENT_DEFINITION')}${this.setOf(on, type, depth)}`);
        return `...${name}${this.directive('FRAGMENT_SPREAD')}`;
    }

    set(type, depth) {
        const parts = [this.selection(type, depth), ...this.chance.times(depth > 3 ? 1 : 3, () => this.selection(type, depth))];
        return ` { ${parts.join(' ')} }`;
    }

    operation(name) {
        const roots = [['query', this.schema.getQueryType()], ['mutation', this.schema.getMutationType()], ['subscription', this.schema.getSubscriptionType()]];
        const [word, type] = this.chance.of(roots.filter(([, one], i) => one && (i < 1 || this.chance.in(4))));
        this.variables = new Map();
        let set = this.set(type, 1);
        if (word === 'subscription' && !this.fault())
            set = ` { ${this.subscribed(type)} }`;
        if (this.fault())
            this.variables.set('unused', { text: '$unused: Int' });
        const variables = [...this.variables.values()].map(one => one.text).join(', ');
        this.variables = null;
        return `${word} ${name}${variables ? `(${variables})` : ''}${this.directive(word.toUpperCase())}${set}`;
    }

    subscribed(type) {
        const field = Object.values(type.getFields())[0];
        return `${field.name}${isCompositeType(getNamedType(field.type)) ? ' { __typename }' : ''}`;
    }

    document() {
        this.fragments = new Map();
        this.count = 0;
        const one = this.operation(this.fault() ? '' : 'Q');
        const more = this.rate && this.chance.in(6) ? [this.operation(this.chance.of(['Q', 'R', '']))] : [];
        const parts = [one, ...more, ...this.fragments.values()];
        if (this.fault())
            parts.push(`fragment Unused on ${this.chance.of(this.names)} { __typename }`);
        return parts.filter(Boolean).join('\n');
    }
}
