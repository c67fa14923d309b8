import { type RouteConfig, index, route } from '@react-router/dev/routes';

export default [index('page.ts', { id: 'home' }), route('*', 'page.ts')] satisfies RouteConfig;
